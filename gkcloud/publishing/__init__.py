"""Posts (信息): how they are imported, written, reviewed, signed off and published."""
