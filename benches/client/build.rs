fn main() -> sigma_gen::Result {
    sigma_gen::rust().compile("../../tests/cases/any/operations.yaml")
}
