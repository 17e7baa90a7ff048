"""What a language model may help with beside judging: points, hints, reasons, wordings, drafts.

Whatever a model proposes is measured by code against the card or the notes that it was made from
(`grounding`), and what does not hold is dropped. Nothing here is needed for a sitting.
"""
