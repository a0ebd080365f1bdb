"""Who a customer belongs to: owners, shares, the pool, conversions and hand-overs (requirements 3.8)."""
