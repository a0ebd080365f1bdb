"""From XML to the typed model: one file per kind of thing that BPMN can say."""
