"""What happens in a street: each module is one process with its parameters."""
