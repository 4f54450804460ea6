"""Answers to questions; `jobs/answering.py` says which question has which."""
