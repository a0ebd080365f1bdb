"""Approval flows as files: to be kept beside code, compared line by line, and taken to another installation.

A file holds one flow or several, each with its names and what one version says. Importing it writes drafts only.
"""
