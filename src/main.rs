//! The command line of sigma-gen.

fn main() -> std::process::ExitCode {
    sigma_gen::cli::main()
}
