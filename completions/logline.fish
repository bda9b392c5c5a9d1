# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_logline_global_optspecs
    string join \n env= config= output= no-input yes quiet verbose color= h/help V/version
end

function __fish_logline_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_logline_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_logline_using_subcommand
    set -l cmd (__fish_logline_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c logline -n "__fish_logline_needs_command" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_needs_command" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_needs_command" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_needs_command" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_needs_command" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_needs_command" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_needs_command" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_needs_command" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_needs_command" -s h -l help -d 'Print help'
complete -c logline -n "__fish_logline_needs_command" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_needs_command" -f -a "up" -d 'Make the environment exist and current'
complete -c logline -n "__fish_logline_needs_command" -f -a "plan" -d 'Show what `up` would do and why, how long it takes and what it costs; change nothing'
complete -c logline -n "__fish_logline_needs_command" -f -a "down" -d 'Remove or stop the environment, and prove that nothing of it is left'
complete -c logline -n "__fish_logline_needs_command" -f -a "status" -d 'Show what exists, whether it is healthy and as configured'
complete -c logline -n "__fish_logline_needs_command" -f -a "outputs" -d 'Print the environment\'s endpoints and names'
complete -c logline -n "__fish_logline_needs_command" -f -a "serve" -d 'Run the local platform in the foreground, until Ctrl-C'
complete -c logline -n "__fish_logline_needs_command" -f -a "migrate" -d 'Bring the database\'s schema up to date, and verify it'
complete -c logline -n "__fish_logline_needs_command" -f -a "spans" -d 'Append and read spans'
complete -c logline -n "__fish_logline_needs_command" -f -a "ledger" -d 'Check the ledger as a whole'
complete -c logline -n "__fish_logline_needs_command" -f -a "env" -d 'Known environments and their configuration'
complete -c logline -n "__fish_logline_needs_command" -f -a "token" -d 'Make and read tokens for clients of the HTTP API'
complete -c logline -n "__fish_logline_needs_command" -f -a "logs" -d 'Look at the logs of the environment'
complete -c logline -n "__fish_logline_needs_command" -f -a "invoke" -d 'Call one function with an event, as Lambda would'
complete -c logline -n "__fish_logline_needs_command" -f -a "doctor" -d 'Look for everything that would stop `logline up`, or make it worse than it could be'
complete -c logline -n "__fish_logline_needs_command" -f -a "cost" -d 'Estimate what an environment costs in a month, and what would lower it'
complete -c logline -n "__fish_logline_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c logline -n "__fish_logline_needs_command" -f -a "man" -d 'Write the manual, a page for each command'
complete -c logline -n "__fish_logline_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand up" -l database-url -d 'PostgreSQL server to use, as the ledger\'s owner, instead of a private one' -r
complete -c logline -n "__fish_logline_using_subcommand up" -l plan -d 'Carry out a plan that `logline plan --out` has saved, or nothing if the cloud has changed since' -r -F
complete -c logline -n "__fish_logline_using_subcommand up" -l only -d 'Layers to work on; the others are left as they are' -r
complete -c logline -n "__fish_logline_using_subcommand up" -l confirm -d 'Agree beforehand, by naming environment and account: dev@123456789012' -r
complete -c logline -n "__fish_logline_using_subcommand up" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand up" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand up" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand up" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand up" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand up" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand up" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand up" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand up" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand up" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand plan" -l out -d 'Save the plan for `logline up --plan`, which carries it out as it is or not at all' -r -F
complete -c logline -n "__fish_logline_using_subcommand plan" -l detail -d 'How much is shown' -r -f -a "summary\t'What each layer comes to'
default\t'A line for each resource, and the fields that change'
full\t'All fields, and what each step waits for'"
complete -c logline -n "__fish_logline_using_subcommand plan" -l only -d 'Layers to plan; the others are left as they are' -r
complete -c logline -n "__fish_logline_using_subcommand plan" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand plan" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand plan" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand plan" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand plan" -l exit-code -d 'Exit with 3 when there is something to do'
complete -c logline -n "__fish_logline_using_subcommand plan" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand plan" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand plan" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand plan" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand plan" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand down" -l confirm -d 'Agree beforehand, by naming environment and account: dev@123456789012' -r
complete -c logline -n "__fish_logline_using_subcommand down" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand down" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand down" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand down" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand down" -l purge -d 'Delete the data, keys and logs too; for local environments'
complete -c logline -n "__fish_logline_using_subcommand down" -l keep-data -d 'Keep what can be kept of the data, whatever is configured: final snapshots, secrets that can be restored'
complete -c logline -n "__fish_logline_using_subcommand down" -l no-final-snapshot -d 'Make no final snapshot, whatever is configured'
complete -c logline -n "__fish_logline_using_subcommand down" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand down" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand down" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand down" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand down" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand down" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand status" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand status" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand status" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand status" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand status" -l drift -d 'Show each resource that differs, field by field; for environments on AWS'
complete -c logline -n "__fish_logline_using_subcommand status" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand status" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand status" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand status" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand status" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand outputs" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand outputs" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand outputs" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand outputs" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand outputs" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand outputs" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand outputs" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand outputs" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand outputs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand outputs" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand serve" -l database-url -d 'PostgreSQL server to use, as the ledger\'s owner, instead of a private one' -r
complete -c logline -n "__fish_logline_using_subcommand serve" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand serve" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand serve" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand serve" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand serve" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand serve" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand serve" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand serve" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand serve" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l to -d 'Apply up to this migration, not further' -r
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l dir -d 'Directory of migrations to use instead of those built into this program' -r -f -a "(__fish_complete_directories)"
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l database-url -d 'PostgreSQL server to work on, as the ledger\'s owner' -r
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l dry-run -d 'Show what would run; the database itself refuses to write meanwhile'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -f -a "up" -d 'Apply the migrations that are pending'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -f -a "status" -d 'Show which migrations are applied, and which are not'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -f -a "verify" -d 'Check the real database against what keeps tenants apart and the ledger append-only'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -f -a "new" -d 'Start a new migration: the next number, under this name'
complete -c logline -n "__fish_logline_using_subcommand migrate; and not __fish_seen_subcommand_from up status verify new help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l to -d 'Apply up to this migration, not further' -r
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l dir -d 'Directory of migrations to use instead of those built into this program' -r -f -a "(__fish_complete_directories)"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l database-url -d 'PostgreSQL server to work on, as the ledger\'s owner' -r
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l dry-run -d 'Show what would run; the database itself refuses to write meanwhile'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from up" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -l dir -d 'Directory of migrations to use instead of those built into this program' -r -f -a "(__fish_complete_directories)"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -l database-url -d 'PostgreSQL server to work on, as the ledger\'s owner' -r
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -l exit-code -d 'Exit with 3 when migrations are pending'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from status" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l dir -d 'Directory of migrations to use instead of those built into this program' -r -f -a "(__fish_complete_directories)"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l database-url -d 'PostgreSQL server to work on, as the ledger\'s owner' -r
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from verify" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from new" -l dir -d 'Directory of migrations, in a checkout of the source' -r -f -a "(__fish_complete_directories)"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from new" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from new" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from new" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from new" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from new" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from new" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from new" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from new" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from new" -s h -l help -d 'Print help'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from new" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "up" -d 'Apply the migrations that are pending'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "status" -d 'Show which migrations are applied, and which are not'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Check the real database against what keeps tenants apart and the ledger append-only'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "new" -d 'Start a new migration: the next number, under this name'
complete -c logline -n "__fish_logline_using_subcommand migrate; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -s h -l help -d 'Print help'
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -f -a "append" -d 'Append spans, one from each line of the input'
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -f -a "list" -d 'List spans, newest first'
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -f -a "show" -d 'Show a span with all its columns'
complete -c logline -n "__fish_logline_using_subcommand spans; and not __fish_seen_subcommand_from append list show help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l columns -d 'Lines are not JSON but these columns, separated by tabs; the last one takes the rest of the line' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l set -d 'A column that every span gets, unless its line has it; may be repeated' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l rejects -d 'File for the lines that were refused' -r -F
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l retry-for -d 'How long to try again while the platform is away' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l user -d 'User to ask as' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l tenant -d 'Tenant to ask as' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l no-keys -d 'Make no idempotency keys: sending the same input again appends everything again'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from append" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l entity-type -d 'Only spans of this type' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l status -d 'Only spans with this status' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l owner -d 'Only spans of this owner' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l visibility -d 'Only spans with this visibility: private, tenant or public' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l trace-id -d 'Only spans of this trace' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l parent-id -d 'Only parts of this span' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l since -d 'Only spans from this time on' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l until -d 'Only spans before this time' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l limit -d 'How many at the most, up to 100' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l cursor -d 'Where the page before ended' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l user -d 'User to ask as' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l tenant -d 'Tenant to ask as' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l seq -d 'This version instead of the latest' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l user -d 'User to ask as' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l tenant -d 'Tenant to ask as' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l history -d 'All versions, oldest first'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from help" -f -a "append" -d 'Append spans, one from each line of the input'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from help" -f -a "list" -d 'List spans, newest first'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show a span with all its columns'
complete -c logline -n "__fish_logline_using_subcommand spans; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -s h -l help -d 'Print help'
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -f -a "verify" -d 'Recompute every hash and link of the ledger, of all tenants'
complete -c logline -n "__fish_logline_using_subcommand ledger; and not __fish_seen_subcommand_from verify help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from verify" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from verify" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from help" -f -a "verify" -d 'Recompute every hash and link of the ledger, of all tenants'
complete -c logline -n "__fish_logline_using_subcommand ledger; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -s h -l help -d 'Print help'
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -f -a "list" -d 'List the environments that --env accepts'
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -f -a "show" -d 'Show every configured value of an environment, with where it came from'
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -f -a "init" -d 'Write a first logline.toml, in which everything is commented out'
complete -c logline -n "__fish_logline_using_subcommand env; and not __fish_seen_subcommand_from list show init help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from list" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from list" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from list" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from list" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from list" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from list" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from list" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from list" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from show" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from show" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from show" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from show" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from show" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from show" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from show" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from show" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from init" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from init" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from init" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from init" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from init" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from init" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from init" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from init" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from init" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from help" -f -a "list" -d 'List the environments that --env accepts'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from help" -f -a "show" -d 'Show every configured value of an environment, with where it came from'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from help" -f -a "init" -d 'Write a first logline.toml, in which everything is commented out'
complete -c logline -n "__fish_logline_using_subcommand env; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -s h -l help -d 'Print help'
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -f -a "mint" -d 'Make a token that says who a request comes from'
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -f -a "inspect" -d 'Tell what a token on standard input says, and whether the environment accepts it'
complete -c logline -n "__fish_logline_using_subcommand token; and not __fish_seen_subcommand_from mint inspect help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l user -d 'User the token is for' -r
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l tenant -d 'Tenant the user belongs to' -r
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l scope -d 'What the token allows beyond reading and writing own spans, such as boot:publish; may be repeated' -r
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l ttl -d 'How long the token is valid, at most 24h' -r
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from mint" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from inspect" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from inspect" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from inspect" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from inspect" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from inspect" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from inspect" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from inspect" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from inspect" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from inspect" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "mint" -d 'Make a token that says who a request comes from'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "inspect" -d 'Tell what a token on standard input says, and whether the environment accepts it'
complete -c logline -n "__fish_logline_using_subcommand token; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -s h -l help -d 'Print help'
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -f -a "tail" -d 'Show the logs of all parts together, in order, history and live'
complete -c logline -n "__fish_logline_using_subcommand logs; and not __fish_seen_subcommand_from tail help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l since -d 'From when on: a time, or how long ago' -r
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l until -d 'Until when: a time, or how long ago' -r
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l level -d 'Least important lines to show' -r -f -a "error\t''
warn\t''
info\t''
debug\t''
trace\t''"
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l grep -d 'Only lines that contain this; may be repeated, a line must contain them all' -r
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l exclude -d 'No lines that contain this; may be repeated' -r
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l request -d 'Only lines of the request with this trace id' -r
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l fields -d 'Show no fields but these' -r
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l follow -d 'Go on with what comes; without a word about it: on a terminal'
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l no-follow -d 'End when everything up to now has been shown'
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from tail" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from help" -f -a "tail" -d 'Show the logs of all parts together, in order, history and live'
complete -c logline -n "__fish_logline_using_subcommand logs; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand invoke" -l payload -d 'Event: JSON, @FILE, or - for standard input' -r
complete -c logline -n "__fish_logline_using_subcommand invoke" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand invoke" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand invoke" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand invoke" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand invoke" -l tail -d 'Show what the function logs, on stderr'
complete -c logline -n "__fish_logline_using_subcommand invoke" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand invoke" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand invoke" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand invoke" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand invoke" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand invoke" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand doctor" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand doctor" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand doctor" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand doctor" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand doctor" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand doctor" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand doctor" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand doctor" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand doctor" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand cost" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand cost" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand cost" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand cost" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand cost" -l compare -d 'Show all environments beside each other'
complete -c logline -n "__fish_logline_using_subcommand cost" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand cost" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand cost" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand cost" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand cost" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand cost" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand completions" -l all -d 'Write the scripts of all shells into a directory instead' -r -f -a "(__fish_complete_directories)"
complete -c logline -n "__fish_logline_using_subcommand completions" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand completions" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand completions" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand completions" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand completions" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand completions" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand completions" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand completions" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand completions" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand man" -l env -d 'Environment to work on, of those that `logline env list` shows [variable: LOGLINE_ENV] [default: local]' -r
complete -c logline -n "__fish_logline_using_subcommand man" -l config -d 'Configuration file [default: the nearest logline.toml, from the current directory upwards]' -r -F
complete -c logline -n "__fish_logline_using_subcommand man" -l output -d 'Form of the answer: text for people, one JSON value, or JSON lines with progress events' -r -f -a "human\t''
json\t''
ndjson\t''"
complete -c logline -n "__fish_logline_using_subcommand man" -l color -d 'When to use colours; auto: on terminals, unless NO_COLOR is set' -r -f -a "auto\t''
always\t''
never\t''"
complete -c logline -n "__fish_logline_using_subcommand man" -l no-input -d 'Never ask; fail where a question would be needed'
complete -c logline -n "__fish_logline_using_subcommand man" -l yes -d 'Answer yes to yes/no questions; never enough for production'
complete -c logline -n "__fish_logline_using_subcommand man" -l quiet -d 'Say nothing but the answer and errors'
complete -c logline -n "__fish_logline_using_subcommand man" -l verbose -d 'Say more about what is done'
complete -c logline -n "__fish_logline_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c logline -n "__fish_logline_using_subcommand man" -s V -l version -d 'Print version'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "up" -d 'Make the environment exist and current'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "plan" -d 'Show what `up` would do and why, how long it takes and what it costs; change nothing'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "down" -d 'Remove or stop the environment, and prove that nothing of it is left'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "status" -d 'Show what exists, whether it is healthy and as configured'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "outputs" -d 'Print the environment\'s endpoints and names'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "serve" -d 'Run the local platform in the foreground, until Ctrl-C'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "migrate" -d 'Bring the database\'s schema up to date, and verify it'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "spans" -d 'Append and read spans'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "ledger" -d 'Check the ledger as a whole'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "env" -d 'Known environments and their configuration'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "token" -d 'Make and read tokens for clients of the HTTP API'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "logs" -d 'Look at the logs of the environment'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "invoke" -d 'Call one function with an event, as Lambda would'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "doctor" -d 'Look for everything that would stop `logline up`, or make it worse than it could be'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "cost" -d 'Estimate what an environment costs in a month, and what would lower it'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "man" -d 'Write the manual, a page for each command'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from up plan down status outputs serve migrate spans ledger env token logs invoke doctor cost completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "up" -d 'Apply the migrations that are pending'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "status" -d 'Show which migrations are applied, and which are not'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "verify" -d 'Check the real database against what keeps tenants apart and the ledger append-only'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from migrate" -f -a "new" -d 'Start a new migration: the next number, under this name'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from spans" -f -a "append" -d 'Append spans, one from each line of the input'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from spans" -f -a "list" -d 'List spans, newest first'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from spans" -f -a "show" -d 'Show a span with all its columns'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from ledger" -f -a "verify" -d 'Recompute every hash and link of the ledger, of all tenants'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from env" -f -a "list" -d 'List the environments that --env accepts'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from env" -f -a "show" -d 'Show every configured value of an environment, with where it came from'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from env" -f -a "init" -d 'Write a first logline.toml, in which everything is commented out'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "mint" -d 'Make a token that says who a request comes from'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "inspect" -d 'Tell what a token on standard input says, and whether the environment accepts it'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from logs" -f -a "tail" -d 'Show the logs of all parts together, in order, history and live'
