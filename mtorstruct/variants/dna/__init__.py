"""From changes of the coding sequence and places in the genome to the change of the protein."""
