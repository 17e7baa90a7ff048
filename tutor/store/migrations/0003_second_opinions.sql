-- What another grader said of an answer that had been judged: one more fact beside the review.
CREATE TABLE opinion (
  review_id TEXT PRIMARY KEY REFERENCES review (id),
  at INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (json_valid(verdict)),
  grader TEXT NOT NULL,
  proposed INTEGER CHECK (proposed BETWEEN 1 AND 4)
) STRICT, WITHOUT ROWID;

-- A grade that was changed after such an opinion. The last one counts in place of the review's.
CREATE TABLE regrade (
  review_id TEXT NOT NULL REFERENCES review (id),
  at INTEGER NOT NULL,
  grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
  PRIMARY KEY (review_id, at)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER opinion_is_kept BEFORE DELETE ON opinion
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER opinion_is_unchanged BEFORE UPDATE ON opinion
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER regrade_is_kept BEFORE DELETE ON regrade
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER regrade_is_unchanged BEFORE UPDATE ON regrade
BEGIN SELECT raise(ABORT, 'the log only grows'); END;

-- What a language model was asked for: no text and no key, only how much and what it cost. A row is
-- there before the request goes out, with what it may cost, so that two sittings share a budget.
CREATE TABLE llm_call (
  id INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  model TEXT NOT NULL,
  purpose TEXT NOT NULL,
  sitting TEXT NOT NULL,
  reserved REAL CHECK (reserved >= 0),
  outcome TEXT NOT NULL CHECK (outcome IN ('asked', 'replied', 'failed')),
  tokens_read INTEGER CHECK (tokens_read >= 0),
  tokens_written INTEGER CHECK (tokens_written >= 0),
  dollars REAL CHECK (dollars >= 0),
  seconds REAL CHECK (seconds >= 0)
) STRICT;
CREATE INDEX llm_call_at ON llm_call (at);

-- The same answer to the same card never gets two grades by one judge. `key` is a digest of them.
CREATE TABLE llm_grade (
  key TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  verdict TEXT NOT NULL CHECK (json_valid(verdict))
) STRICT, WITHOUT ROWID;
