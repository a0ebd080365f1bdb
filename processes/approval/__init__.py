"""Approval flows: versioned policies of ordered points, edited by administrators and walked by `bpmn/approval`.

A flow belongs to a type of document. When a token reaches the flow, the conditions of its points are asked
against the facts of that moment, inside the step's transaction, and every answer is kept.
"""
