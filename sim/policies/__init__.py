"""What people choose: management, communication, staffing, dispatch; a rule is one class, an option one YAML file."""
