fn main() -> sigma_gen::Result {
    sigma_gen::rust().compile("../cases/any/operations.yaml")
}
