"""x"""
def find(case):
    return iter(())
def unregistered(p):
    return []
