"""Work on what is not the project's own, in a child process that can be stopped: a query, a document.

A library may have no time limit, take all memory or crash. So such work runs in a child. A forked child has all that
its parent holds at no cost; the operating system bounds its processor time, its memory and its files (none, so it
reaches no network), and the parent reads what it writes from a pipe, with a clock and a limit of size. After a whole
answer it can take further work, with limits that begin anew (``child_pool``); after anything else it is ended. Where
there is no fork, a fresh Python process does the work, and has the clock, the limit of size and whatever limits the
system knows.
"""
