"""The first four layers of dev, made with boto3 as one would by hand: what `logline` is measured beside.

    direct.py plan|up|down

`plan` looks at everything at once and says what is missing or differs, `up` makes that, `down` removes what is there.
Eight threads, calls in the order that AWS needs, waits where it needs them; no journal, lease or inventory, and a
create call whose answer is lost makes a second one of what has no name.
"""

import json
import secrets
import string
import sys
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

REGION = "us-east-1"
ZONES = ["a", "b"]
PREFIX = "direct-dev"
TAGS = {"Project": "Direct", "Environment": "dev"}
FILTER = [{"Name": f"tag:{key}", "Values": [value]} for key, value in TAGS.items()]
BODY_RULES = ["SizeRestrictions_BODY", "CrossSiteScripting_BODY", "EC2MetaDataSSRF_BODY", "GenericLFI_BODY",
              "GenericRFI_BODY"]
POSTGRES = {"rds.force_ssl": ("1", "immediate"), "log_min_duration_statement": ("1000", "immediate"),
            "log_lock_waits": ("1", "immediate"), "idle_in_transaction_session_timeout": ("60000", "immediate"),
            "track_activity_query_size": ("4096", "pending-reboot")}
CACHE = {"maxmemory-policy": "allkeys-lru", "timeout": "300"}
DATABASE, CLUSTER = f"{PREFIX}-database", f"{PREFIX}-cache"
SECRETS = [f"{PREFIX}/owner", f"{PREFIX}/app", f"{PREFIX}/cache"]
LOG_GROUPS = [f"/aws/rds/instance/{DATABASE}/{log}" for log in ("postgresql", "upgrade")]
GROUPS = ["lambda", "database", "cache"]
CIDRS = {f"{side}-{zone}": f"10.0.{base + 16 * index}.0/20"
         for side, base in (("private", 0), ("public", 128)) for index, zone in enumerate(ZONES)}
TABLES = ["public", *(f"private-{zone}" for zone in ZONES)]

session = boto3.session.Session(region_name=REGION)
pool = ThreadPoolExecutor(8)
# A create call that is repeated blindly makes two of what has no name.
config = Config(retries={"mode": "standard"}, max_pool_connections=16, s3={"addressing_style": "path"})
clients = {}


def client(service):
    if service not in clients:
        clients[service] = session.client(service, config=config)
    return clients[service]


for used in ("ec2", "rds", "elasticache", "secretsmanager", "kms", "wafv2", "logs", "s3", "sts"):
    client(used)
ec2, rds, cache, sm = client("ec2"), client("rds"), client("elasticache"), client("secretsmanager")
kms, waf, logs, s3 = client("kms"), client("wafv2"), client("logs"), client("s3")


def tags(name=None):
    return [{"Key": key, "Value": value} for key, value in {**TAGS, **({"Name": name} if name else {})}.items()]


def spec(kind, name):
    return [{"ResourceType": kind, "Tags": tags(name)}]


def named(items):
    def name(item):
        return next((tag["Value"] for tag in item.get("Tags", []) if tag["Key"] == "Name"), None)
    return {name(item): item for item in items if name(item)}


def none_if(codes, call, **arguments):
    try:
        return call(**arguments)
    except ClientError as error:
        if error.response["Error"]["Code"] in codes:
            return None
        raise


def each(function, items):
    return list(pool.map(function, items))


def bucket_name():
    return f"{PREFIX}-{client('sts').get_caller_identity()['Account']}-{REGION}"


# ---- looking ----------------------------------------------------------------------------------------------------------

def see_key():
    aliases = kms.list_aliases()["Aliases"]
    alias = next((alias for alias in aliases if alias["AliasName"] == f"alias/{PREFIX}" and "TargetKeyId" in alias), None)
    if not alias:
        return None
    key = kms.describe_key(KeyId=alias["TargetKeyId"])["KeyMetadata"]
    rotates = kms.get_key_rotation_status(KeyId=key["KeyId"])["KeyRotationEnabled"]
    return {"id": key["KeyId"], "rotates": rotates}


def see_acl():
    summary = next((acl for acl in waf.list_web_acls(Scope="REGIONAL")["WebACLs"] if acl["Name"] == PREFIX), None)
    if not summary:
        return None
    acl = waf.get_web_acl(Name=PREFIX, Scope="REGIONAL", Id=summary["Id"])
    return {"id": summary["Id"], "lock": acl["LockToken"], "rules": len(acl["WebACL"]["Rules"])}


def see_bucket():
    bucket = bucket_name()
    if not none_if(["404", "NoSuchBucket"], s3.head_bucket, Bucket=bucket):
        return None
    reads = [s3.get_bucket_versioning, s3.get_bucket_encryption, s3.get_public_access_block, s3.get_bucket_policy,
             s3.get_bucket_lifecycle_configuration, s3.get_bucket_tagging]
    return {"id": bucket, "measures": [bool(none_if([], read, Bucket=bucket)) for read in reads]}


def see_database_group():
    found = none_if(["DBParameterGroupNotFound", "DBParameterGroupNotFoundFault"], rds.describe_db_parameter_groups,
                    DBParameterGroupName=PREFIX)
    if not found:
        return None
    pages = rds.get_paginator("describe_db_parameters").paginate(DBParameterGroupName=PREFIX, Source="user")
    return {item["ParameterName"]: item.get("ParameterValue") for page in pages for item in page["Parameters"]}


def see_cache_group():
    found = none_if(["CacheParameterGroupNotFound", "CacheParameterGroupNotFoundFault"],
                    cache.describe_cache_parameter_groups, CacheParameterGroupName=PREFIX)
    if not found:
        return None
    pages = cache.get_paginator("describe_cache_parameters").paginate(CacheParameterGroupName=PREFIX, Source="user")
    return {item["ParameterName"]: item.get("ParameterValue") for page in pages for item in page["Parameters"]}


LOOKS = {
    "vpc": lambda: named(ec2.describe_vpcs(Filters=FILTER)["Vpcs"]),
    "subnets": lambda: named(ec2.describe_subnets(Filters=FILTER)["Subnets"]),
    "gateway": lambda: named(ec2.describe_internet_gateways(Filters=FILTER)["InternetGateways"]),
    "address": lambda: named(ec2.describe_addresses(Filters=FILTER)["Addresses"]),
    "nat": lambda: named([nat for nat in ec2.describe_nat_gateways(Filter=FILTER)["NatGateways"]
                          if nat["State"] in ("pending", "available")]),
    "tables": lambda: named(ec2.describe_route_tables(Filters=FILTER)["RouteTables"]),
    "endpoint": lambda: named([one for one in ec2.describe_vpc_endpoints(Filters=FILTER)["VpcEndpoints"]
                               if one["State"].lower() != "deleted"]),
    "groups": lambda: named(ec2.describe_security_groups(Filters=FILTER)["SecurityGroups"]),
    "rules": lambda: named(ec2.describe_security_group_rules(Filters=FILTER)["SecurityGroupRules"]),
    "acl": see_acl,
    "key": see_key,
    "bucket": see_bucket,
    "database": lambda: none_if(["DBInstanceNotFound", "DBInstanceNotFoundFault"], rds.describe_db_instances,
                                DBInstanceIdentifier=DATABASE),
    "database_subnets": lambda: none_if(["DBSubnetGroupNotFoundFault", "DBSubnetGroupNotFound"],
                                        rds.describe_db_subnet_groups, DBSubnetGroupName=PREFIX),
    "database_parameters": see_database_group,
    "cache": lambda: none_if(["ReplicationGroupNotFoundFault"], cache.describe_replication_groups,
                             ReplicationGroupId=CLUSTER),
    "cache_subnets": lambda: none_if(["CacheSubnetGroupNotFoundFault"], cache.describe_cache_subnet_groups,
                                     CacheSubnetGroupName=PREFIX),
    "cache_parameters": see_cache_group,
    "secrets": lambda: {item["Name"]: item for item in sm.list_secrets(
        Filters=[{"Key": "name", "Values": [PREFIX]}])["SecretList"]},
    "logs": lambda: {item["logGroupName"]: item.get("retentionInDays") for item in logs.describe_log_groups(
        logGroupNamePrefix=f"/aws/rds/instance/{DATABASE}/")["logGroups"]},
}


def look():
    return dict(zip(LOOKS, each(lambda name: LOOKS[name](), LOOKS)))


def changes(seen):
    """What is missing, and what is not as it should be."""
    found = []

    def expect(is_there, what):
        if not is_there:
            found.append(what)

    expect(PREFIX in seen["vpc"], "vpc")
    for name, cidr in CIDRS.items():
        subnet = seen["subnets"].get(f"{PREFIX}-{name}")
        expect(subnet and subnet["CidrBlock"] == cidr, f"subnet {name}")
    expect(seen["gateway"].get(PREFIX, {}).get("Attachments"), "internet gateway")
    expect(PREFIX in seen["address"], "address")
    expect(PREFIX in seen["nat"], "nat gateway")
    for name in TABLES:
        table = seen["tables"].get(f"{PREFIX}-{name}", {"Routes": [], "Associations": []})
        expect(any(route.get("DestinationCidrBlock") == "0.0.0.0/0" for route in table["Routes"]), f"route of {name}")
        wanted = len(ZONES) if name == "public" else 1
        expect(len([one for one in table["Associations"] if one.get("SubnetId")]) == wanted, f"associations of {name}")
    endpoint = seen["endpoint"].get(PREFIX)
    expect(endpoint and len(endpoint["RouteTableIds"]) == len(ZONES), "s3 endpoint")
    for name in GROUPS:
        expect(f"{PREFIX}-{name}" in seen["groups"], f"group {name}")
    for name, port in (("database", 5432), ("cache", 6379)):
        rule = seen["rules"].get(f"{PREFIX}-{name}-from-lambda")
        expect(rule and rule["FromPort"] == port and "ReferencedGroupInfo" in rule, f"rule {name} from lambda")
    expect(seen["acl"] and seen["acl"]["rules"] == 2, "web acl")
    expect(seen["key"] and seen["key"]["rotates"], "key")
    expect(seen["bucket"] and all(seen["bucket"]["measures"]), "bucket")
    instance = seen["database"] and seen["database"]["DBInstances"][0]
    expect(instance and instance["DBInstanceClass"] == "db.t3.medium" and instance["AllocatedStorage"] >= 20
           and instance["BackupRetentionPeriod"] == 7 and not instance["MultiAZ"], "database")
    expect(seen["database_subnets"], "database subnet group")
    wanted = {name: value for name, (value, _) in POSTGRES.items()}
    expect(seen["database_parameters"] and wanted.items() <= seen["database_parameters"].items(), "database parameters")
    group = seen["cache"] and seen["cache"]["ReplicationGroups"][0]
    expect(group and group["CacheNodeType"] == "cache.t3.micro" and len(group["MemberClusters"]) == 1, "cache")
    expect(seen["cache_subnets"], "cache subnet group")
    expect(seen["cache_parameters"] and CACHE.items() <= seen["cache_parameters"].items(), "cache parameters")
    for name in SECRETS:
        expect(name in seen["secrets"], f"secret {name}")
    for name in LOG_GROUPS:
        expect(seen["logs"].get(name) == 7, f"log group {name}")
    return found


# ---- making -----------------------------------------------------------------------------------------------------------

def password(length=32):
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


def make_bucket(seen):
    bucket = bucket_name()
    if not seen["bucket"]:
        s3.create_bucket(Bucket=bucket)
    s3.put_public_access_block(Bucket=bucket, PublicAccessBlockConfiguration={
        "BlockPublicAcls": True, "IgnorePublicAcls": True, "BlockPublicPolicy": True, "RestrictPublicBuckets": True})
    s3.put_bucket_policy(Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [{
        "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}))
    s3.put_bucket_encryption(Bucket=bucket, ServerSideEncryptionConfiguration={
        "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]})
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    s3.put_bucket_lifecycle_configuration(Bucket=bucket, LifecycleConfiguration={"Rules": [{
        "ID": "old", "Status": "Enabled", "Filter": {"Prefix": ""},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}]})
    s3.put_bucket_tagging(Bucket=bucket, Tagging={"TagSet": tags()})


def make_acl(seen):
    def visible(name):
        return {"SampledRequestsEnabled": True, "CloudWatchMetricsEnabled": True, "MetricName": name}
    if seen["acl"]:
        return
    waf.create_web_acl(Name=PREFIX, Scope="REGIONAL", DefaultAction={"Allow": {}}, VisibilityConfig=visible(PREFIX), Rules=[
        {"Name": "rate", "Priority": 0, "Action": {"Block": {}}, "VisibilityConfig": visible("rate"),
         "Statement": {"RateBasedStatement": {"Limit": 2000, "AggregateKeyType": "IP"}}},
        {"Name": "common", "Priority": 1, "OverrideAction": {"None": {}}, "VisibilityConfig": visible("common"),
         "Statement": {"ManagedRuleGroupStatement": {
             "VendorName": "AWS", "Name": "AWSManagedRulesCommonRuleSet",
             "RuleActionOverrides": [{"Name": name, "ActionToUse": {"Count": {}}} for name in BODY_RULES]}}},
    ], Tags=tags())


def make_key(seen):
    if seen["key"]:
        return
    key = kms.create_key(Description="Wraps the keys of the memories",
                         Tags=[{"TagKey": key, "TagValue": value} for key, value in TAGS.items()])
    identity = key["KeyMetadata"]["KeyId"]
    kms.enable_key_rotation(KeyId=identity)
    kms.create_alias(AliasName=f"alias/{PREFIX}", TargetKeyId=identity)


def make_secret(seen, name, user):
    value = {"username": user, "password": password()} if user else {"password": password()}
    if name in seen["secrets"]:
        return json.loads(sm.get_secret_value(SecretId=name)["SecretString"])
    sm.create_secret(Name=name, SecretString=json.dumps(value), Tags=tags())
    return value


def make_log_group(seen, name):
    if name not in seen["logs"]:
        logs.create_log_group(logGroupName=name, tags=TAGS)
    logs.put_retention_policy(logGroupName=name, retentionInDays=7)


def make_database_parameters(seen):
    if seen["database_parameters"] is None:
        rds.create_db_parameter_group(DBParameterGroupName=PREFIX, DBParameterGroupFamily="postgres15",
                                      Description="PostgreSQL 15", Tags=tags())
    rds.modify_db_parameter_group(DBParameterGroupName=PREFIX, Parameters=[
        {"ParameterName": name, "ParameterValue": value, "ApplyMethod": applies}
        for name, (value, applies) in POSTGRES.items()])


def make_cache_parameters(seen):
    if seen["cache_parameters"] is None:
        cache.create_cache_parameter_group(CacheParameterGroupName=PREFIX, CacheParameterGroupFamily="redis7",
                                           Description="Redis 7", Tags=tags())
    cache.modify_cache_parameter_group(CacheParameterGroupName=PREFIX, ParameterNameValues=[
        {"ParameterName": name, "ParameterValue": value} for name, value in CACHE.items()])


def make_vpc(seen):
    if PREFIX in seen["vpc"]:
        return seen["vpc"][PREFIX]["VpcId"]
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=spec("vpc", PREFIX))["Vpc"]["VpcId"]
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsSupport={"Value": True})
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    return vpc


def make_subnet(seen, vpc, name):
    full = f"{PREFIX}-{name}"
    if full in seen["subnets"]:
        return seen["subnets"][full]["SubnetId"]
    return ec2.create_subnet(VpcId=vpc, CidrBlock=CIDRS[name], AvailabilityZone=f"{REGION}{name[-1]}",
                             TagSpecifications=spec("subnet", full))["Subnet"]["SubnetId"]


def make_gateway(seen, vpc):
    there = seen["gateway"].get(PREFIX)
    gateway = there["InternetGatewayId"] if there else ec2.create_internet_gateway(
        TagSpecifications=spec("internet-gateway", PREFIX))["InternetGateway"]["InternetGatewayId"]
    if not there or not there["Attachments"]:
        ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    return gateway


def make_nat(seen, subnet):
    if PREFIX in seen["nat"]:
        return seen["nat"][PREFIX]["NatGatewayId"]
    address = seen["address"].get(PREFIX) or ec2.allocate_address(
        Domain="vpc", TagSpecifications=spec("elastic-ip", PREFIX))
    nat = ec2.create_nat_gateway(SubnetId=subnet.result(), AllocationId=address["AllocationId"],
                                 TagSpecifications=spec("natgateway", PREFIX))["NatGateway"]["NatGatewayId"]
    ec2.get_waiter("nat_gateway_available").wait(NatGatewayIds=[nat], WaiterConfig={"Delay": 3})
    return nat


def make_table(seen, vpc, name, subnets, target):
    full = f"{PREFIX}-{name}"
    there = seen["tables"].get(full)
    table = there["RouteTableId"] if there else ec2.create_route_table(
        VpcId=vpc, TagSpecifications=spec("route-table", full))["RouteTable"]["RouteTableId"]
    if not there or not any(route.get("DestinationCidrBlock") == "0.0.0.0/0" for route in there["Routes"]):
        kind = "GatewayId" if name == "public" else "NatGatewayId"
        ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **{kind: target.result()})
    associated = {one.get("SubnetId") for one in there["Associations"]} if there else set()
    for subnet in subnets:
        if subnet.result() not in associated:
            ec2.associate_route_table(RouteTableId=table, SubnetId=subnet.result())
    return table


def make_group(seen, vpc, name):
    full = f"{PREFIX}-{name}"
    if full in seen["groups"]:
        return seen["groups"][full]["GroupId"]
    return ec2.create_security_group(GroupName=full, Description=name, VpcId=vpc,
                                     TagSpecifications=spec("security-group", full))["GroupId"]


def make_rule(seen, name, port, groups):
    full = f"{PREFIX}-{name}-from-lambda"
    if full not in seen["rules"]:
        ec2.authorize_security_group_ingress(
            GroupId=groups[name].result(), TagSpecifications=spec("security-group-rule", full),
            IpPermissions=[{"IpProtocol": "tcp", "FromPort": port, "ToPort": port,
                            "UserIdGroupPairs": [{"GroupId": groups["lambda"].result()}]}])


def make_database(seen, private, group, made):
    if not seen["database_subnets"]:
        rds.create_db_subnet_group(DBSubnetGroupName=PREFIX, DBSubnetGroupDescription="private",
                                   SubnetIds=[subnet.result() for subnet in private], Tags=tags())
    made["parameters"].result()
    for name in LOG_GROUPS:
        made[name].result()
    owner = made[SECRETS[0]].result()
    if not seen["database"]:
        rds.create_db_instance(
            DBInstanceIdentifier=DATABASE, Engine="postgres", EngineVersion="15", DBInstanceClass="db.t3.medium",
            StorageType="gp3", StorageEncrypted=True, AllocatedStorage=20, MaxAllocatedStorage=100, DBName="logline",
            MasterUsername=owner["username"], MasterUserPassword=owner["password"],
            EnableIAMDatabaseAuthentication=True, PubliclyAccessible=False, Port=5432, DBSubnetGroupName=PREFIX,
            VpcSecurityGroupIds=[group.result()], DBParameterGroupName=PREFIX, BackupRetentionPeriod=7,
            EngineLifecycleSupport="open-source-rds-extended-support-disabled", CopyTagsToSnapshot=True,
            EnableCloudwatchLogsExports=["postgresql", "upgrade"], Tags=tags())
    rds.get_waiter("db_instance_available").wait(DBInstanceIdentifier=DATABASE, WaiterConfig={"Delay": 3})
    endpoint = rds.describe_db_instances(DBInstanceIdentifier=DATABASE)["DBInstances"][0]["Endpoint"]
    for name in SECRETS[:2]:
        value = {**made[name].result(), "host": endpoint["Address"], "port": endpoint["Port"]}
        sm.put_secret_value(SecretId=name, SecretString=json.dumps(value))


def make_cache(seen, private, group, made):
    if not seen["cache_subnets"]:
        cache.create_cache_subnet_group(CacheSubnetGroupName=PREFIX, CacheSubnetGroupDescription="private",
                                        SubnetIds=[subnet.result() for subnet in private], Tags=tags())
    made["cache_parameters"].result()
    token = made[SECRETS[2]].result()
    if not seen["cache"]:
        cache.create_replication_group(
            ReplicationGroupId=CLUSTER, ReplicationGroupDescription="cache", Engine="redis", EngineVersion="7.1",
            CacheNodeType="cache.t3.micro", NumCacheClusters=1, AutomaticFailoverEnabled=False,
            AtRestEncryptionEnabled=True, TransitEncryptionEnabled=True, AuthToken=token["password"],
            SnapshotRetentionLimit=5, Port=6379, CacheSubnetGroupName=PREFIX, SecurityGroupIds=[group.result()],
            CacheParameterGroupName=PREFIX, Tags=tags())
    cache.get_waiter("replication_group_available").wait(ReplicationGroupId=CLUSTER, WaiterConfig={"Delay": 3})
    group = cache.describe_replication_groups(ReplicationGroupId=CLUSTER)["ReplicationGroups"][0]
    endpoint = group["NodeGroups"][0]["PrimaryEndpoint"]
    value = {**token, "host": endpoint["Address"], "port": endpoint["Port"]}
    sm.put_secret_value(SecretId=SECRETS[2], SecretString=json.dumps(value))


def make(seen):
    go = pool.submit
    # What needs nothing else, beside the network. A task waits only for tasks submitted before it, so that eight
    # threads are enough for any number of them.
    alone = [go(make_bucket, seen), go(make_acl, seen), go(make_key, seen)]
    users = dict(zip(SECRETS, ["logline_owner", "logline_app", None]))
    made = {name: go(make_secret, seen, name, user) for name, user in users.items()}
    made |= {name: go(make_log_group, seen, name) for name in LOG_GROUPS}
    made |= {"parameters": go(make_database_parameters, seen), "cache_parameters": go(make_cache_parameters, seen)}
    vpc = make_vpc(seen)
    subnets = {name: go(make_subnet, seen, vpc, name) for name in CIDRS}
    groups = {name: go(make_group, seen, vpc, name) for name in GROUPS}
    private = [subnets[f"private-{zone}"] for zone in ZONES]
    public = [subnets[f"public-{zone}"] for zone in ZONES]
    # The longest first.
    last = [go(make_database, seen, private, groups["database"], made), go(make_cache, seen, private, groups["cache"], made)]
    gateway, nat = go(make_gateway, seen, vpc), go(make_nat, seen, public[0])
    tables = [go(make_table, seen, vpc, f"private-{zone}", [subnet], nat) for zone, subnet in zip(ZONES, private)]
    last += [go(make_table, seen, vpc, "public", public, gateway)]
    last += [go(make_rule, seen, name, port, groups) for name, port in (("database", 5432), ("cache", 6379))]
    if PREFIX not in seen["endpoint"]:
        ec2.create_vpc_endpoint(VpcId=vpc, ServiceName=f"com.amazonaws.{REGION}.s3",
                                RouteTableIds=[table.result() for table in tables],
                                TagSpecifications=spec("vpc-endpoint", PREFIX))
    for one in [*alone, *made.values(), *last]:
        one.result()


# ---- removing ---------------------------------------------------------------------------------------------------------

def remove_database(seen):
    if seen["database"]:
        rds.delete_db_instance(DBInstanceIdentifier=DATABASE, SkipFinalSnapshot=True, DeleteAutomatedBackups=True)
        rds.get_waiter("db_instance_deleted").wait(DBInstanceIdentifier=DATABASE, WaiterConfig={"Delay": 3})
    if seen["database_subnets"]:
        rds.delete_db_subnet_group(DBSubnetGroupName=PREFIX)
    if seen["database_parameters"] is not None:
        rds.delete_db_parameter_group(DBParameterGroupName=PREFIX)
    for name in seen["logs"]:
        logs.delete_log_group(logGroupName=name)


def remove_cache(seen):
    if seen["cache"]:
        cache.delete_replication_group(ReplicationGroupId=CLUSTER, RetainPrimaryCluster=False)
        cache.get_waiter("replication_group_deleted").wait(ReplicationGroupId=CLUSTER, WaiterConfig={"Delay": 3})
    if seen["cache_subnets"]:
        cache.delete_cache_subnet_group(CacheSubnetGroupName=PREFIX)
    if seen["cache_parameters"] is not None:
        cache.delete_cache_parameter_group(CacheParameterGroupName=PREFIX)


def remove_nat(seen):
    for nat in seen["nat"].values():
        ec2.delete_nat_gateway(NatGatewayId=nat["NatGatewayId"])
        ec2.get_waiter("nat_gateway_deleted").wait(NatGatewayIds=[nat["NatGatewayId"]], WaiterConfig={"Delay": 3})
    for address in seen["address"].values():
        ec2.release_address(AllocationId=address["AllocationId"])


def remove_key(seen):
    if seen["key"]:
        kms.delete_alias(AliasName=f"alias/{PREFIX}")
        kms.schedule_key_deletion(KeyId=seen["key"]["id"], PendingWindowInDays=7)


def remove_bucket(seen):
    if not seen["bucket"]:
        return
    bucket = seen["bucket"]["id"]
    for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
        versions = page.get("Versions", []) + page.get("DeleteMarkers", [])
        if versions:
            keys = [{"Key": version["Key"], "VersionId": version["VersionId"]} for version in versions]
            s3.delete_objects(Bucket=bucket, Delete={"Objects": keys})
    s3.delete_bucket(Bucket=bucket)


def remove_table(table):
    for association in table["Associations"]:
        if association.get("SubnetId"):
            ec2.disassociate_route_table(AssociationId=association["RouteTableAssociationId"])
    ec2.delete_route_table(RouteTableId=table["RouteTableId"])


def remove(seen):
    first = [remove_database, remove_cache, remove_nat, remove_key, remove_bucket]
    going = [pool.submit(function, seen) for function in first]
    if seen["acl"]:
        waf.delete_web_acl(Name=PREFIX, Scope="REGIONAL", Id=seen["acl"]["id"], LockToken=seen["acl"]["lock"])
    each(lambda name: sm.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True), seen["secrets"])
    if seen["endpoint"]:
        ec2.delete_vpc_endpoints(VpcEndpointIds=[one["VpcEndpointId"] for one in seen["endpoint"].values()])
    for rule in seen["rules"].values():
        ec2.revoke_security_group_ingress(GroupId=rule["GroupId"], SecurityGroupRuleIds=[rule["SecurityGroupRuleId"]])
    for one in going:
        one.result()
    each(remove_table, seen["tables"].values())
    each(lambda group: ec2.delete_security_group(GroupId=group["GroupId"]), seen["groups"].values())
    each(lambda subnet: ec2.delete_subnet(SubnetId=subnet["SubnetId"]), seen["subnets"].values())
    for gateway in seen["gateway"].values():
        for attachment in gateway["Attachments"]:
            ec2.detach_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"], VpcId=attachment["VpcId"])
        ec2.delete_internet_gateway(InternetGatewayId=gateway["InternetGatewayId"])
    for vpc in seen["vpc"].values():
        ec2.delete_vpc(VpcId=vpc["VpcId"])


def main():
    seen = look()
    if sys.argv[1:] == ["plan"]:
        print(json.dumps(changes(seen)))
    elif sys.argv[1:] == ["up"]:
        make(seen)
    elif sys.argv[1:] == ["down"]:
        remove(seen)
    else:
        sys.exit(__doc__)


if __name__ == "__main__":
    main()
