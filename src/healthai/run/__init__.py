"""Running the notebooks: the plan, the kernels, the execution, and its byte-stable outcome."""
