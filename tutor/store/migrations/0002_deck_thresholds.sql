-- From which score the answers to a deck count as correct, where its learner's grades have moved
-- that. It follows from the log, and `tutor refit` makes it anew.
CREATE TABLE deck_threshold (
  deck ANY PRIMARY KEY NOT NULL,
  threshold REAL NOT NULL CHECK (threshold > 0 AND threshold < 1),
  grader TEXT NOT NULL,
  answers INTEGER NOT NULL CHECK (answers >= 0),
  overrules INTEGER NOT NULL CHECK (overrules >= 0),
  agreement REAL NOT NULL CHECK (agreement BETWEEN 0 AND 1),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
