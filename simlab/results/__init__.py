"""The labelled data set and its store."""
