
use builtin;
use str;

set edit:completion:arg-completer[logline] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'logline'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'logline'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand up 'Make the environment exist and current'
            cand plan 'Show what `up` would do and why, how long it takes and what it costs; change nothing'
            cand down 'Remove or stop the environment, and prove that nothing of it is left'
            cand status 'Show what exists, whether it is healthy and as configured'
            cand outputs 'Print the environment''s endpoints and names'
            cand serve 'Run the local platform in the foreground, until Ctrl-C'
            cand migrate 'Bring the database''s schema up to date, and verify it'
            cand spans 'Append and read spans'
            cand ledger 'Check the ledger as a whole'
            cand env 'Known environments and their configuration'
            cand token 'Make and read tokens for clients of the HTTP API'
            cand logs 'Look at the logs of the environment'
            cand invoke 'Call one function with an event, as Lambda would'
            cand doctor 'Look for everything that would stop `logline up`, or make it worse than it could be'
            cand cost 'Estimate what an environment costs in a month, and what would lower it'
            cand completions 'Print the completion script of a shell'
            cand man 'Write the manual, a page for each command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;up'= {
            cand --database-url 'PostgreSQL server to use, as the ledger''s owner, instead of a private one'
            cand --plan 'Carry out a plan that `logline plan --out` has saved, or nothing if the cloud has changed since'
            cand --only 'Layers to work on; the others are left as they are'
            cand --confirm 'Agree beforehand, by naming environment and account: dev@123456789012'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;plan'= {
            cand --out 'Save the plan for `logline up --plan`, which carries it out as it is or not at all'
            cand --detail 'How much is shown'
            cand --only 'Layers to plan; the others are left as they are'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --exit-code 'Exit with 3 when there is something to do'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;down'= {
            cand --confirm 'Agree beforehand, by naming environment and account: dev@123456789012'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --purge 'Delete the data, keys and logs too; for local environments'
            cand --keep-data 'Keep what can be kept of the data, whatever is configured: final snapshots, secrets that can be restored'
            cand --no-final-snapshot 'Make no final snapshot, whatever is configured'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;status'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --drift 'Show each resource that differs, field by field; for environments on AWS'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;outputs'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;serve'= {
            cand --database-url 'PostgreSQL server to use, as the ledger''s owner, instead of a private one'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;migrate'= {
            cand --to 'Apply up to this migration, not further'
            cand --dir 'Directory of migrations to use instead of those built into this program'
            cand --database-url 'PostgreSQL server to work on, as the ledger''s owner'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --dry-run 'Show what would run; the database itself refuses to write meanwhile'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand up 'Apply the migrations that are pending'
            cand status 'Show which migrations are applied, and which are not'
            cand verify 'Check the real database against what keeps tenants apart and the ledger append-only'
            cand new 'Start a new migration: the next number, under this name'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;migrate;up'= {
            cand --to 'Apply up to this migration, not further'
            cand --dir 'Directory of migrations to use instead of those built into this program'
            cand --database-url 'PostgreSQL server to work on, as the ledger''s owner'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --dry-run 'Show what would run; the database itself refuses to write meanwhile'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;migrate;status'= {
            cand --dir 'Directory of migrations to use instead of those built into this program'
            cand --database-url 'PostgreSQL server to work on, as the ledger''s owner'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --exit-code 'Exit with 3 when migrations are pending'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;migrate;verify'= {
            cand --dir 'Directory of migrations to use instead of those built into this program'
            cand --database-url 'PostgreSQL server to work on, as the ledger''s owner'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;migrate;new'= {
            cand --dir 'Directory of migrations, in a checkout of the source'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;migrate;help'= {
            cand up 'Apply the migrations that are pending'
            cand status 'Show which migrations are applied, and which are not'
            cand verify 'Check the real database against what keeps tenants apart and the ledger append-only'
            cand new 'Start a new migration: the next number, under this name'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;migrate;help;up'= {
        }
        &'logline;migrate;help;status'= {
        }
        &'logline;migrate;help;verify'= {
        }
        &'logline;migrate;help;new'= {
        }
        &'logline;migrate;help;help'= {
        }
        &'logline;spans'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand append 'Append spans, one from each line of the input'
            cand list 'List spans, newest first'
            cand show 'Show a span with all its columns'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;spans;append'= {
            cand --columns 'Lines are not JSON but these columns, separated by tabs; the last one takes the rest of the line'
            cand --set 'A column that every span gets, unless its line has it; may be repeated'
            cand --rejects 'File for the lines that were refused'
            cand --retry-for 'How long to try again while the platform is away'
            cand --user 'User to ask as'
            cand --tenant 'Tenant to ask as'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-keys 'Make no idempotency keys: sending the same input again appends everything again'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;spans;list'= {
            cand --entity-type 'Only spans of this type'
            cand --status 'Only spans with this status'
            cand --owner 'Only spans of this owner'
            cand --visibility 'Only spans with this visibility: private, tenant or public'
            cand --trace-id 'Only spans of this trace'
            cand --parent-id 'Only parts of this span'
            cand --since 'Only spans from this time on'
            cand --until 'Only spans before this time'
            cand --limit 'How many at the most, up to 100'
            cand --cursor 'Where the page before ended'
            cand --user 'User to ask as'
            cand --tenant 'Tenant to ask as'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;spans;show'= {
            cand --seq 'This version instead of the latest'
            cand --user 'User to ask as'
            cand --tenant 'Tenant to ask as'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --history 'All versions, oldest first'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;spans;help'= {
            cand append 'Append spans, one from each line of the input'
            cand list 'List spans, newest first'
            cand show 'Show a span with all its columns'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;spans;help;append'= {
        }
        &'logline;spans;help;list'= {
        }
        &'logline;spans;help;show'= {
        }
        &'logline;spans;help;help'= {
        }
        &'logline;ledger'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand verify 'Recompute every hash and link of the ledger, of all tenants'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;ledger;verify'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;ledger;help'= {
            cand verify 'Recompute every hash and link of the ledger, of all tenants'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;ledger;help;verify'= {
        }
        &'logline;ledger;help;help'= {
        }
        &'logline;env'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'List the environments that --env accepts'
            cand show 'Show every configured value of an environment, with where it came from'
            cand init 'Write a first logline.toml, in which everything is commented out'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;env;list'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;env;show'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;env;init'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;env;help'= {
            cand list 'List the environments that --env accepts'
            cand show 'Show every configured value of an environment, with where it came from'
            cand init 'Write a first logline.toml, in which everything is commented out'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;env;help;list'= {
        }
        &'logline;env;help;show'= {
        }
        &'logline;env;help;init'= {
        }
        &'logline;env;help;help'= {
        }
        &'logline;token'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand mint 'Make a token that says who a request comes from'
            cand inspect 'Tell what a token on standard input says, and whether the environment accepts it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;token;mint'= {
            cand --user 'User the token is for'
            cand --tenant 'Tenant the user belongs to'
            cand --scope 'What the token allows beyond reading and writing own spans, such as boot:publish; may be repeated'
            cand --ttl 'How long the token is valid, at most 24h'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;token;inspect'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;token;help'= {
            cand mint 'Make a token that says who a request comes from'
            cand inspect 'Tell what a token on standard input says, and whether the environment accepts it'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;token;help;mint'= {
        }
        &'logline;token;help;inspect'= {
        }
        &'logline;token;help;help'= {
        }
        &'logline;logs'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand tail 'Show the logs of all parts together, in order, history and live'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;logs;tail'= {
            cand --since 'From when on: a time, or how long ago'
            cand --until 'Until when: a time, or how long ago'
            cand --level 'Least important lines to show'
            cand --grep 'Only lines that contain this; may be repeated, a line must contain them all'
            cand --exclude 'No lines that contain this; may be repeated'
            cand --request 'Only lines of the request with this trace id'
            cand --fields 'Show no fields but these'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --follow 'Go on with what comes; without a word about it: on a terminal'
            cand --no-follow 'End when everything up to now has been shown'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;logs;help'= {
            cand tail 'Show the logs of all parts together, in order, history and live'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;logs;help;tail'= {
        }
        &'logline;logs;help;help'= {
        }
        &'logline;invoke'= {
            cand --payload 'Event: JSON, @FILE, or - for standard input'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --tail 'Show what the function logs, on stderr'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;doctor'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;cost'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --compare 'Show all environments beside each other'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;completions'= {
            cand --all 'Write the scripts of all shells into a directory instead'
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;man'= {
            cand --env 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]'
            cand --config 'Configuration file [default: the nearest logline.toml, from the current directory upwards]'
            cand --output 'Form of the answer: text for people, one JSON value, or JSON lines with progress events'
            cand --color 'When to use colours; auto: on terminals, unless NO_COLOR is set'
            cand --no-input 'Never ask; fail where a question would be needed'
            cand --yes 'Answer yes to yes/no questions; never enough for production'
            cand --quiet 'Say nothing but the answer and errors'
            cand --verbose 'Say more about what is done'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'logline;help'= {
            cand up 'Make the environment exist and current'
            cand plan 'Show what `up` would do and why, how long it takes and what it costs; change nothing'
            cand down 'Remove or stop the environment, and prove that nothing of it is left'
            cand status 'Show what exists, whether it is healthy and as configured'
            cand outputs 'Print the environment''s endpoints and names'
            cand serve 'Run the local platform in the foreground, until Ctrl-C'
            cand migrate 'Bring the database''s schema up to date, and verify it'
            cand spans 'Append and read spans'
            cand ledger 'Check the ledger as a whole'
            cand env 'Known environments and their configuration'
            cand token 'Make and read tokens for clients of the HTTP API'
            cand logs 'Look at the logs of the environment'
            cand invoke 'Call one function with an event, as Lambda would'
            cand doctor 'Look for everything that would stop `logline up`, or make it worse than it could be'
            cand cost 'Estimate what an environment costs in a month, and what would lower it'
            cand completions 'Print the completion script of a shell'
            cand man 'Write the manual, a page for each command'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'logline;help;up'= {
        }
        &'logline;help;plan'= {
        }
        &'logline;help;down'= {
        }
        &'logline;help;status'= {
        }
        &'logline;help;outputs'= {
        }
        &'logline;help;serve'= {
        }
        &'logline;help;migrate'= {
            cand up 'Apply the migrations that are pending'
            cand status 'Show which migrations are applied, and which are not'
            cand verify 'Check the real database against what keeps tenants apart and the ledger append-only'
            cand new 'Start a new migration: the next number, under this name'
        }
        &'logline;help;migrate;up'= {
        }
        &'logline;help;migrate;status'= {
        }
        &'logline;help;migrate;verify'= {
        }
        &'logline;help;migrate;new'= {
        }
        &'logline;help;spans'= {
            cand append 'Append spans, one from each line of the input'
            cand list 'List spans, newest first'
            cand show 'Show a span with all its columns'
        }
        &'logline;help;spans;append'= {
        }
        &'logline;help;spans;list'= {
        }
        &'logline;help;spans;show'= {
        }
        &'logline;help;ledger'= {
            cand verify 'Recompute every hash and link of the ledger, of all tenants'
        }
        &'logline;help;ledger;verify'= {
        }
        &'logline;help;env'= {
            cand list 'List the environments that --env accepts'
            cand show 'Show every configured value of an environment, with where it came from'
            cand init 'Write a first logline.toml, in which everything is commented out'
        }
        &'logline;help;env;list'= {
        }
        &'logline;help;env;show'= {
        }
        &'logline;help;env;init'= {
        }
        &'logline;help;token'= {
            cand mint 'Make a token that says who a request comes from'
            cand inspect 'Tell what a token on standard input says, and whether the environment accepts it'
        }
        &'logline;help;token;mint'= {
        }
        &'logline;help;token;inspect'= {
        }
        &'logline;help;logs'= {
            cand tail 'Show the logs of all parts together, in order, history and live'
        }
        &'logline;help;logs;tail'= {
        }
        &'logline;help;invoke'= {
        }
        &'logline;help;doctor'= {
        }
        &'logline;help;cost'= {
        }
        &'logline;help;completions'= {
        }
        &'logline;help;man'= {
        }
        &'logline;help;help'= {
        }
    ]
    $completions[$command]
}
