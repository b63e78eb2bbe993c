"""Care of what is published: three checks of every procedure, links, what citizens missed."""
