"""The reference page of BPMN elements, made from the tables that check and compiler read."""
