-- Moments are microseconds since 1970, UTC. Text columns of type ANY hold a BLOB where the text is
-- no valid Unicode (a lone surrogate from a terminal or a file name), so that none is ever refused.

-- What is remembered of a card: enough to know it again after an edit.
CREATE TABLE card (
  id TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  question ANY NOT NULL,
  answer ANY NOT NULL,
  path ANY NOT NULL,
  deck ANY NOT NULL,
  block_id TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL
) STRICT;

-- A question that was mended: its new fingerprint belongs to the old history.
CREATE TABLE alias (
  fingerprint TEXT PRIMARY KEY,
  card_id TEXT NOT NULL REFERENCES card (id)
) STRICT, WITHOUT ROWID;

-- "No, that is another card": not to be asked again.
CREATE TABLE declined (
  fingerprint TEXT NOT NULL,
  card_id TEXT NOT NULL REFERENCES card (id),
  PRIMARY KEY (fingerprint, card_id)
) STRICT, WITHOUT ROWID;

-- The log. It refers to no other table: a review outlives what is remembered of its card, and two
-- machines' logs merge by union.
CREATE TABLE review (
  id TEXT PRIMARY KEY CHECK (length(id) = 32),
  card_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  answer ANY NOT NULL,
  seconds REAL NOT NULL,
  hinted INTEGER NOT NULL CHECK (hinted IN (0, 1)),
  verdict TEXT NOT NULL CHECK (json_valid(verdict)),
  grader TEXT NOT NULL,
  proposed INTEGER CHECK (proposed BETWEEN 1 AND 4),
  grade INTEGER NOT NULL CHECK (grade BETWEEN 1 AND 4),
  sitting TEXT NOT NULL
) STRICT;
CREATE INDEX review_of_card ON review (card_id, id);
CREATE INDEX review_at ON review (at);

-- Undo is one more fact, so the log only grows.
CREATE TABLE retraction (
  review_id TEXT PRIMARY KEY REFERENCES review (id),
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER review_is_kept BEFORE DELETE ON review
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER review_is_unchanged BEFORE UPDATE ON review
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER retraction_is_kept BEFORE DELETE ON retraction
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER retraction_is_unchanged BEFORE UPDATE ON retraction
BEGIN SELECT raise(ABORT, 'the log only grows'); END;

-- What follows from the log: the fold of each card's reviews, in the order of their ids.
CREATE TABLE schedule (
  card_id TEXT PRIMARY KEY,
  due INTEGER NOT NULL,
  stability REAL NOT NULL CHECK (stability > 0),
  difficulty REAL NOT NULL CHECK (difficulty BETWEEN 1 AND 10),
  phase TEXT NOT NULL CHECK (phase IN ('learning', 'review', 'relearning')),
  step INTEGER NOT NULL CHECK (step >= 0),
  last_review INTEGER NOT NULL,
  reviews INTEGER NOT NULL CHECK (reviews > 0),
  lapses INTEGER NOT NULL CHECK (lapses >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX schedule_due ON schedule (due);

-- What was typed and not yet graded.
CREATE TABLE draft (
  card_id TEXT PRIMARY KEY,
  text ANY NOT NULL,
  at INTEGER NOT NULL
) STRICT;
