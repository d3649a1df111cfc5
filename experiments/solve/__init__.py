"""`gridgov solve`: the smallest staffing or cheapest policy that meets a service target with stated confidence."""
