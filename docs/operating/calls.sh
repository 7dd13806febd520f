# For bash, to read in: `. calls.sh https://verwijsindex.example` (PUBLIC_URL). Calls of the API by hand, as far as there is no portal.
# A token of the login of each person is in a file with their name, in the folder in which you are: `municipal.token`.
API=${1:?the address of the service, PUBLIC_URL}

# as NAME METHOD PATH [BODY]: one call, with the token of that person.
as() {
    curl -sS --fail-with-body -X "$2" "$API/v1$3" -H "authorization: Bearer $(cat "$1.token")" -H 'content-type: application/json' ${4:+--data "$4"}
}

# The id of what a call made.
id() {
    node -pe 'JSON.parse(require("fs").readFileSync(0)).id'
}

# code NAME: asks for the code that stands in the mail to that person.
code() {
    local code
    read -rp "The code in the mail to $1: " code
    echo "$code"
}

# accept NAME: that person accepts their invitation, with their own login.
accept() {
    as "$1" POST /invitations/_accept "{\"code\": \"$(code "$1")\", \"agreement\": true}"
}
