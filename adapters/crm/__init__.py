"""The CRM data store with its screens: customers, products, prices and quotes (WfMC interface 3)."""
