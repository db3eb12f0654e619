"""What may be said of an error in the server log: its type and the places in the code. Its message may hold anything."""


def trace_of(error: BaseException) -> str:
    """'ValueError at tekst.py:12 < ...', innermost first."""
    frames, trace = [], error.__traceback__
    while trace:
        frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(error).__name__} at {' < '.join(reversed(frames[-6:]))}"
