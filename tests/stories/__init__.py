"""Stories: an operator types, the workers work, the channel shows. The product runs in this process, everything else on the wire."""
