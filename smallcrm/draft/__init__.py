"""What a person says, in the words that every face takes, as drafts."""
