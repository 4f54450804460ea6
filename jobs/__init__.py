"""What the workers do: propose, advance, report. They are handed their clients as ports; `jobs.tasks` alone asks `wiring` for them."""
