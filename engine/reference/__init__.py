"""SpiffWorkflow as the second opinion. Nothing outside this folder imports it."""
