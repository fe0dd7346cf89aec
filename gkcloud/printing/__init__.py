"""Printing (印制): an official's or the public's PDF of a post, and papers made of many posts, from gazette to poster."""
