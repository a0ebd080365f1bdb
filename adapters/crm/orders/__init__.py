"""Orders: drafts priced like quotes, the states their process moves them through, and their bookings."""
