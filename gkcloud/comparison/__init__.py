"""The comparison board (对比): what each unit did in numbers, and from every number to what makes it."""
