"""Requests (申请单): documents whose form, points and filing a data-only package describes."""
