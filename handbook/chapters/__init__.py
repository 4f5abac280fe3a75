"""The chapters, each a function from the draft to a part; `handbook.outline` puts them in order."""
