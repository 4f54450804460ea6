"""Plans of the verbs that change an app: what was found, why not, and which steps are missing."""
