"""The sample catalog: products that are drawn, not photographed, so that everybody can try the application.

`generate` is the way in. The hidden truth that it writes is for simulated curators;
the application never reads it.
"""

from catalog.sample.writing import Summary, generate

__all__ = ["Summary", "generate"]
