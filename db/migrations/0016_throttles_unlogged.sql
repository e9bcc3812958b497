-- Counts of a second need not outlive a crash; logged, each call to a supplier would wait for the disk.
alter table throttles set unlogged;
