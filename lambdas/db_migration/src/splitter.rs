//! Splits a migration into statements, so that each gets timeouts of its own and a failure can name the one that failed.

use std::iter::Peekable;
use std::str::CharIndices;

/// One statement as it stands in the file, without comments before it and without its semicolon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// Line of its first word, from 1.
    pub(crate) line: usize,
    /// Words in lower case, quoted identifiers in their quotes, other characters one by one;
    /// comments left out and literals reduced to `''`.
    pub(crate) tokens: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what} that begins in line {line} never ends")]
pub struct Unterminated {
    pub what: &'static str,
    pub line: usize,
}

pub(crate) fn split(sql: &str) -> Result<Vec<Piece>, Unterminated> {
    Splitter {
        sql,
        chars: sql.char_indices().peekable(),
        line: 1,
    }
    .pieces()
}

struct Splitter<'a> {
    sql: &'a str,
    chars: Peekable<CharIndices<'a>>,
    line: usize,
}

impl Splitter<'_> {
    fn pieces(mut self) -> Result<Vec<Piece>, Unterminated> {
        let mut pieces = Vec::new();
        let mut open: Option<(usize, usize, Vec<String>)> = None;
        let mut atomic = 0_usize;
        let mut parentheses = 0_usize;
        while let Some((start, first)) = self.next() {
            let line = self.line;
            if first.is_whitespace() || self.comment(first, line)? {
                continue;
            }
            if first == ';' && atomic == 0 && parentheses == 0 {
                if let Some((begin, line, tokens)) = open.take() {
                    pieces.push(Piece {
                        text: self.sql[begin..start].trim_end().to_owned(),
                        line,
                        tokens,
                    });
                }
                continue;
            }
            let token = self.token(start, first, line)?;
            let (_, _, tokens) = open.get_or_insert_with(|| (start, line, Vec::new()));
            match token.as_str() {
                "(" => parentheses += 1,
                ")" => parentheses = parentheses.saturating_sub(1),
                // The bodies of SQL-standard functions are not quoted: their semicolons are inside BEGIN … END.
                "begin" if makes_routine(tokens) => atomic += 1,
                "case" if atomic > 0 => atomic += 1,
                "end" => atomic = atomic.saturating_sub(1),
                _ => {}
            }
            tokens.push(token);
        }
        if let Some((begin, line, tokens)) = open {
            pieces.push(Piece {
                text: without_trailing_comments(&self.sql[begin..]),
                line,
                tokens,
            });
        }
        Ok(pieces)
    }

    fn next(&mut self) -> Option<(usize, char)> {
        let (at, char) = self.chars.next()?;
        if char == '\n' {
            self.line += 1;
        }
        Some((at, char))
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, char)| *char)
    }

    fn position(&mut self) -> usize {
        self.chars.peek().map_or(self.sql.len(), |(at, _)| *at)
    }

    /// Consumes a comment that starts with the given character; block comments nest.
    fn comment(&mut self, first: char, line: usize) -> Result<bool, Unterminated> {
        match (first, self.peek()) {
            ('-', Some('-')) => {
                while self.peek().is_some_and(|char| char != '\n') {
                    self.next();
                }
                Ok(true)
            }
            ('/', Some('*')) => {
                self.next();
                let mut depth = 1;
                while depth > 0 {
                    match self.next().map(|(_, char)| char) {
                        Some('*') if self.peek() == Some('/') => {
                            self.next();
                            depth -= 1;
                        }
                        Some('/') if self.peek() == Some('*') => {
                            self.next();
                            depth += 1;
                        }
                        Some(_) => {}
                        None => {
                            return Err(Unterminated {
                                what: "a comment",
                                line,
                            });
                        }
                    }
                }
                Ok(true)
            }
            _ => Ok(false),
        }
    }

    fn token(&mut self, start: usize, first: char, line: usize) -> Result<String, Unterminated> {
        match first {
            '\'' => self.quoted('\'', false, "a string", line).map(|()| "''".to_owned()),
            '"' => {
                self.quoted('"', false, "a quoted name", line)?;
                let end = self.position();
                Ok(self.sql[start..end].to_owned())
            }
            '$' => self.dollar_quoted(start, line),
            _ if is_word(first) => {
                while self
                    .peek()
                    .is_some_and(|char| is_word(char) || char.is_ascii_digit() || char == '$')
                {
                    self.next();
                }
                let end = self.position();
                let word = self.sql[start..end].to_lowercase();
                if word == "e" && self.peek() == Some('\'') {
                    self.next();
                    self.quoted('\'', true, "a string", line)?;
                    return Ok("''".to_owned());
                }
                Ok(word)
            }
            _ => Ok(first.to_string()),
        }
    }

    fn quoted(&mut self, quote: char, backslash: bool, what: &'static str, line: usize) -> Result<(), Unterminated> {
        loop {
            match self.next() {
                Some((_, '\\')) if backslash => {
                    self.next();
                }
                Some((_, char)) if char == quote => {
                    if self.peek() != Some(quote) {
                        return Ok(());
                    }
                    self.next();
                }
                Some(_) => {}
                None => return Err(Unterminated { what, line }),
            }
        }
    }

    fn dollar_quoted(&mut self, start: usize, line: usize) -> Result<String, Unterminated> {
        let rest = &self.sql[start + 1..];
        let tag = rest
            .find(|char: char| !is_word(char) && !char.is_ascii_digit())
            .unwrap_or(rest.len());
        let is_tag = rest[tag..].starts_with('$') && !rest.starts_with(|char: char| char.is_ascii_digit());
        if !is_tag {
            return Ok("$".to_owned()); // a parameter, $1
        }
        let delimiter = &self.sql[start..=start + 1 + tag];
        let body = start + delimiter.len();
        let end = self.sql[body..].find(delimiter).ok_or(Unterminated {
            what: "a dollar-quoted string",
            line,
        })?;
        let after = body + end + delimiter.len();
        while self.position() < after {
            self.next();
        }
        Ok("''".to_owned())
    }
}

fn is_word(char: char) -> bool {
    char.is_alphabetic() || char == '_'
}

fn makes_routine(tokens: &[String]) -> bool {
    let mut words = tokens.iter().map(String::as_str);
    if words.next() != Some("create") {
        return false;
    }
    let kind = match words.next() {
        Some("or") => words.nth(1),
        word => word,
    };
    matches!(kind, Some("function" | "procedure"))
}

fn without_trailing_comments(text: &str) -> String {
    let mut text = text.trim_end();
    while let Some((before, last)) = text.rsplit_once('\n') {
        if !last.trim_start().starts_with("--") {
            break;
        }
        text = before.trim_end();
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<String> {
        split(sql).unwrap().into_iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn semicolons_separate_and_comments_before_a_statement_are_left_out() {
        let pieces = split("-- one\nSELECT 1;\n\n/* two; /* nested; */ still */ SELECT 2 -- ;\n;;\nSELECT 3").unwrap();
        let found: Vec<_> = pieces.iter().map(|piece| (piece.line, piece.text.as_str())).collect();
        assert_eq!(found, [(2, "SELECT 1"), (4, "SELECT 2 -- ;"), (6, "SELECT 3")]);
    }

    #[test]
    fn semicolons_in_quotes_do_not_separate() {
        for one in [
            "SELECT 'a;''b;'",
            r"SELECT E'a\';b'",
            r#"SELECT ";" FROM "a"";b""#,
            "SELECT $$a;b$$",
            "SELECT $tag$ a; $$ b; $tag$",
            "SELECT U&'a;b', b'1;', e ';'",
            "SELECT a$b$c, $1 FROM t",
            "CREATE RULE r AS ON INSERT TO t DO ALSO (SELECT 1; SELECT 2)",
        ] {
            assert_eq!(texts(&format!("{one};SELECT 2;")), [one, "SELECT 2"]);
        }
    }

    #[test]
    fn a_backslash_ends_no_plain_string() {
        assert_eq!(texts(r"SELECT '\'; SELECT 2;"), [r"SELECT '\'", "SELECT 2"]);
    }

    #[test]
    fn the_body_of_a_standard_function_belongs_to_it() {
        let function =
            "CREATE OR REPLACE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END";
        assert_eq!(texts(&format!("{function}; SELECT 3;")), [function, "SELECT 3"]);
        assert_eq!(
            texts("BEGIN; SELECT 1; END;"),
            ["BEGIN", "SELECT 1", "END"],
            "only in functions"
        );
    }

    #[test]
    fn tokens_hold_no_literals() {
        let tokens = &split("INSERT INTO Ledger.T VALUES ('secret', $$secret$$, E'secret')").unwrap()[0].tokens;
        assert_eq!(tokens.join(" "), "insert into ledger . t values ( '' , '' , '' )");
    }

    #[test]
    fn what_never_ends_is_named_with_its_line() {
        for (sql, what) in [
            ("SELECT 1;\nSELECT 'a", "a string"),
            ("\nSELECT \"a", "a quoted name"),
            ("\nSELECT $a$ $b$", "a dollar-quoted string"),
            ("\n/* /* */", "a comment"),
        ] {
            assert_eq!(split(sql).unwrap_err(), Unterminated { what, line: 2 });
        }
    }

    #[test]
    fn nothing_but_comments_is_no_statement() {
        assert!(split("-- nothing;\n/* here; */ ;").unwrap().is_empty());
    }
}
