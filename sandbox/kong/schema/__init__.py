"""Kong's schema engine: typed fields, validators, entity checks, defaults. It knows no entity."""
