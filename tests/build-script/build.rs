fn main() -> sigma_gen::Result {
    sigma_gen::rust().operations(["get", "set", "sadd"]).compile("../../operations.yaml")
}
