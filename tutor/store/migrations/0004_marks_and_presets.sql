-- What a learner marks a card with: one more fact in the log. `until` is a moment, for a buried card.
CREATE TABLE mark (
  id TEXT PRIMARY KEY CHECK (length(id) = 32),
  card_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  text ANY NOT NULL,
  until INTEGER
) STRICT;
CREATE INDEX mark_of_card ON mark (card_id, id);

-- By what schedules were computed. `id` is a digest of the content; "" is the shipped preset, which
-- has no row.
CREATE TABLE preset (
  id TEXT PRIMARY KEY,
  content TEXT NOT NULL CHECK (json_valid(content))
) STRICT, WITHOUT ROWID;

-- From `at` on, all reviews of the card before `at` count by this preset instead of their own.
CREATE TABLE recount (
  card_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  preset TEXT NOT NULL,
  PRIMARY KEY (card_id, at)
) STRICT, WITHOUT ROWID;

-- A schedule that another program had made, from reviews that nobody has.
CREATE TABLE seed (
  id TEXT PRIMARY KEY CHECK (length(id) = 32),
  card_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  due INTEGER NOT NULL,
  stability REAL NOT NULL CHECK (stability > 0),
  difficulty REAL NOT NULL CHECK (difficulty BETWEEN 1 AND 10),
  source TEXT NOT NULL
) STRICT;
CREATE INDEX seed_of_card ON seed (card_id, id);

ALTER TABLE review ADD COLUMN preset TEXT NOT NULL DEFAULT '';
ALTER TABLE review ADD COLUMN spread REAL CHECK (spread BETWEEN 0 AND 1);
ALTER TABLE review ADD COLUMN mode TEXT NOT NULL DEFAULT 'typed';
ALTER TABLE review ADD COLUMN hints INTEGER NOT NULL DEFAULT 0 CHECK (hints >= 0);
ALTER TABLE review ADD COLUMN tries TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(tries));
ALTER TABLE review ADD COLUMN sureness INTEGER CHECK (sureness BETWEEN 1 AND 3);

-- Whose proposal a changed grade follows, where the learner asked for all of them at once; "" for the
-- learner's own word on this answer.
ALTER TABLE regrade ADD COLUMN grader TEXT NOT NULL DEFAULT '';

CREATE TRIGGER mark_is_kept BEFORE DELETE ON mark
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER mark_is_unchanged BEFORE UPDATE ON mark
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER preset_is_kept BEFORE DELETE ON preset
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER preset_is_unchanged BEFORE UPDATE ON preset
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER recount_is_kept BEFORE DELETE ON recount
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER recount_is_unchanged BEFORE UPDATE ON recount
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER seed_is_kept BEFORE DELETE ON seed
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
CREATE TRIGGER seed_is_unchanged BEFORE UPDATE ON seed
BEGIN SELECT raise(ABORT, 'the log only grows'); END;
