"""The first four layers of dev as a CloudFormation stack.

    stack.py plan|up|down

`plan` makes a change set and throws it away; `up` and `down` wait for the stack, and ask ten times a second how far it
is: AWS's own tools ask every 30 s.
"""

import pathlib
import sys

import boto3
from botocore.exceptions import ClientError, WaiterError

STACK = "stack-dev"
OFTEN = {"Delay": 0.1, "MaxAttempts": 6000}
stacks = boto3.client("cloudformation", region_name="us-east-1")
template = pathlib.Path(__file__).with_name("platform.yaml").read_text()


def is_there():
    try:
        return bool(stacks.describe_stacks(StackName=STACK)["Stacks"])
    except ClientError:
        return False


def plan():
    kind = "UPDATE" if is_there() else "CREATE"
    stacks.create_change_set(StackName=STACK, ChangeSetName="plan", ChangeSetType=kind, TemplateBody=template,
                             Capabilities=["CAPABILITY_NAMED_IAM"])
    try:
        stacks.get_waiter("change_set_create_complete").wait(StackName=STACK, ChangeSetName="plan", WaiterConfig=OFTEN)
    except WaiterError:
        # How a change set says that there is nothing to change.
        pass
    changes = stacks.describe_change_set(StackName=STACK, ChangeSetName="plan")
    stacks.delete_change_set(StackName=STACK, ChangeSetName="plan")
    print([change["ResourceChange"]["LogicalResourceId"] for change in changes["Changes"]])


def up():
    stacks.create_stack(StackName=STACK, TemplateBody=template, OnFailure="DO_NOTHING")
    stacks.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig=OFTEN)


def down():
    stacks.delete_stack(StackName=STACK)
    stacks.get_waiter("stack_delete_complete").wait(StackName=STACK, WaiterConfig=OFTEN)


commands = {"plan": plan, "up": up, "down": down}
if sys.argv[1:] and sys.argv[1] in commands:
    commands[sys.argv[1]]()
else:
    sys.exit(__doc__)
