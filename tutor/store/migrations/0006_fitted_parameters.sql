-- FSRS's parameters in force, where a learner had them fitted: for a deck, or for all with "". What a
-- review was scheduled by is a preset, and stays in the log.
CREATE TABLE fitted (
  deck ANY PRIMARY KEY,
  parameters TEXT NOT NULL CHECK (json_valid(parameters)),
  trials INTEGER NOT NULL CHECK (trials >= 0),
  log_loss_before REAL NOT NULL,
  log_loss_after REAL NOT NULL,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
