"""What trains and measures the scorer. Nothing here is installed with Winnow."""
