"""The shop's API, version 1: what shoppers see, for programs; and the published tags, to be copied."""
