var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","Up","VDSL2","","7913","44210","0","0","8120","45702","0","215","69","126","69","126","Unknown Mode"),null);
var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime","90","4294967290","222","111","0","0","32","0","18","0","0","0"),null);
var DslUpTime = "0";
var time = 0;