var DSLCfg = new Array(new stDsl("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig","Up","VDSL2","","8014","47311","0","0","8230","48022","0","207","67","124","67","124","Unknown Mode"),null);
var DSLStats = new Array(new stStats("InternetGatewayDevice.WANDevice.1.WANDSLInterfaceConfig.Stats.Showtime","18","26","64","127","0","0","0","0","0","0","0","0"),null);
var DslUpTime = "0";
var time = 0;