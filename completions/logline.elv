
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
            cand env 'Known environments and their configuration'
            cand token 'Make and read tokens for clients of the HTTP API'
            cand completions 'Print the completion script of a shell'
            cand man 'Write the manual, a page for each command'
            cand help 'Print this message or the help of the given subcommand(s)'
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
            cand env 'Known environments and their configuration'
            cand token 'Make and read tokens for clients of the HTTP API'
            cand completions 'Print the completion script of a shell'
            cand man 'Write the manual, a page for each command'
            cand help 'Print this message or the help of the given subcommand(s)'
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
        &'logline;help;completions'= {
        }
        &'logline;help;man'= {
        }
        &'logline;help;help'= {
        }
    ]
    $completions[$command]
}
