"""Routes that applicants choose: what they said, whether it is allowed, and the flow that follows from it."""
