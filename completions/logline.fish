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
complete -c logline -n "__fish_logline_needs_command" -f -a "env" -d 'Known environments and their configuration'
complete -c logline -n "__fish_logline_needs_command" -f -a "token" -d 'Make and read tokens for clients of the HTTP API'
complete -c logline -n "__fish_logline_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c logline -n "__fish_logline_needs_command" -f -a "man" -d 'Write the manual, a page for each command'
complete -c logline -n "__fish_logline_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
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
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from env token completions man help" -f -a "env" -d 'Known environments and their configuration'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from env token completions man help" -f -a "token" -d 'Make and read tokens for clients of the HTTP API'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from env token completions man help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from env token completions man help" -f -a "man" -d 'Write the manual, a page for each command'
complete -c logline -n "__fish_logline_using_subcommand help; and not __fish_seen_subcommand_from env token completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from env" -f -a "list" -d 'List the environments that --env accepts'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from env" -f -a "show" -d 'Show every configured value of an environment, with where it came from'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from env" -f -a "init" -d 'Write a first logline.toml, in which everything is commented out'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "mint" -d 'Make a token that says who a request comes from'
complete -c logline -n "__fish_logline_using_subcommand help; and __fish_seen_subcommand_from token" -f -a "inspect" -d 'Tell what a token on standard input says, and whether the environment accepts it'
