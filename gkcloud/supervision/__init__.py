"""The supervision group (监督小组) and its quarterly lists (季度公开清单).

A township's supervision group reviews what was disclosed in a quarter, item by item, before the list is posted (张贴) on
the notice board: 余府办发〔2010〕97号, part 3. A member's word on an item is a review opinion (审查意见).
"""
